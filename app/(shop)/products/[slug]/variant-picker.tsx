'use client';

import { clsx } from 'clsx';
import { Hourglass } from 'lucide-react';
import { useId } from 'react';
import { OptionText } from '#app/ui/product-text.tsx';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { keepsOtherOptions, optionGroups, selectVariantWithOption } from './variants.ts';
import type { OptionGroup, Variant } from './variants.ts';

interface Props<V extends Variant> {
  variants: readonly V[];
  current: V;
  /** Translations of option names and values. */
  texts: Record<string, string> | null;
  onChoose: (variant: V) => void;
}

/** One group of radio buttons per option. */
export function VariantPicker<V extends Variant>(props: Props<V>) {
  const groups = optionGroups(props.variants);
  return groups.map((group) => <OptionFieldset key={group.name} {...props} group={group} />);
}

function OptionFieldset<V extends Variant>(props: Props<V> & { group: OptionGroup }) {
  const { variants, current, group, texts } = props;
  const chosen = current.options[group.name];
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-2">
        <span className="font-medium">
          <OptionText texts={texts} value={group.name} />
        </span>{' '}
        <span className="text-ink-soft">
          {chosen !== undefined && <OptionText texts={texts} value={chosen} />}
        </span>
      </legend>
      <div className="flex flex-wrap gap-2">
        {group.values.map((value) => {
          const variant = selectVariantWithOption(variants, current, group.name, value);
          return (
            variant && (
              <OptionRadio
                key={value}
                name={name}
                value={value}
                label={<OptionText texts={texts} value={value} />}
                checked={chosen === value}
                soldOut={variant.available === 0 && variant.locked === 0}
                reserved={variant.available === 0 && variant.locked > 0}
                changesOtherOptions={!keepsOtherOptions(current, variant, group.name)}
                onChoose={() => props.onChoose(variant)}
              />
            )
          );
        })}
      </div>
    </fieldset>
  );
}

/**
 * One value of an option.
 *
 * @param props.soldOut selectable, but there is none
 * @param props.reserved selectable, but unpaid orders hold all
 * @param props.changesOtherOptions the combination does not exist, so other options change too
 */
function OptionRadio(props: {
  name: string;
  value: string;
  label: React.ReactNode;
  checked: boolean;
  soldOut: boolean;
  reserved: boolean;
  changesOtherOptions: boolean;
  onChoose: () => void;
}) {
  const { t } = useI18n();
  return (
    <label
      className={clsx(
        'relative flex min-h-11 min-w-11 items-center justify-center rounded-control border px-4',
        'transition-colors has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        props.checked
          ? 'border-accent bg-accent-soft font-medium text-accent-ink shadow-[inset_0_0_0_1px_var(--accent)]'
          : 'border-line-strong bg-surface hover:bg-sunken',
        props.changesOtherOptions && 'border-dashed',
      )}
    >
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.checked}
        onChange={props.onChoose}
        className="sr-only"
      />
      <span
        className={clsx(
          (props.soldOut || props.reserved) && 'text-ink-soft',
          props.soldOut && 'line-through',
        )}
      >
        {props.label}
      </span>
      {props.soldOut && <span className="sr-only"> {t('product.optionSoldOut')}</span>}
      {props.reserved && (
        <>
          <Hourglass aria-hidden className="ml-1.5 size-4 text-warn-ink" />
          <span className="sr-only"> {t('product.optionReserved')}</span>
        </>
      )}
      {props.changesOtherOptions && (
        <span className="sr-only"> {t('product.optionChangesOthers')}</span>
      )}
    </label>
  );
}
