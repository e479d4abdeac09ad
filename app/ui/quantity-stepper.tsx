'use client';

import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { useI18n } from '../lib/texts/i18n-provider.tsx';
import { Button } from './button.tsx';

/**
 * A number input with buttons, kept between 1 and `max`; it says so when it reduces a typed number.
 *
 * @param props.label accessible name
 */
export function QuantityStepper(props: {
  label: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
  disabled?: boolean;
}) {
  const { value, max, onChange, disabled } = props;
  const { t } = useI18n();
  // The typed text may be empty for a moment; only whole numbers are reported.
  const [typed, setTyped] = useState<string | null>(null);
  const [isReduced, setIsReduced] = useState(false);

  function type(text: string) {
    setTyped(text);
    const number = Number(text);
    setIsReduced(number > max);
    if (text !== '' && Number.isInteger(number)) onChange(Math.min(Math.max(number, 1), max));
  }

  function step(by: number) {
    setIsReduced(false);
    onChange(value + by);
  }

  return (
    <div className="inline-flex flex-col gap-1">
      <div
        role="group"
        aria-label={props.label}
        className="inline-flex h-11 items-stretch overflow-hidden rounded-control border border-line-strong bg-surface has-[input:focus-visible]:outline-3 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-accent"
      >
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('product.decrease')}
          disabled={disabled || value <= 1}
          onClick={() => step(-1)}
          className="rounded-none!"
        >
          <Minus aria-hidden className="size-4" />
        </Button>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={Math.max(1, max)}
          aria-label={props.label}
          disabled={disabled}
          value={typed ?? value}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setTyped(null)}
          className="w-12 [appearance:textfield] bg-transparent text-center tabular-nums outline-none disabled:opacity-60 [&::-webkit-inner-spin-button]:appearance-none"
        />
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('product.increase')}
          disabled={disabled || value >= max}
          onClick={() => step(1)}
          className="rounded-none!"
        >
          <Plus aria-hidden className="size-4" />
        </Button>
      </div>
      <span role="status" className="text-sm text-ink-soft empty:hidden">
        {isReduced && t('product.quantityReduced', { count: max })}
      </span>
    </div>
  );
}
