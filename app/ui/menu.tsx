'use client';

import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';

/** A menu opened by a button. */
export function Menu(props: {
  trigger: React.ReactNode;
  defaultOpen?: boolean;
  children: React.ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen={props.defaultOpen}>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      {/* Not in a portal, so that it stays within its landmark. */}
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-50 min-w-48 animate-appear rounded-control border border-line bg-surface p-1.5 shadow-raised"
      >
        {props.children}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

/** A group of radio items, such as languages. */
export function MenuRadioGroup<Value extends string>(props: {
  label: string;
  value: Value | undefined;
  options: { value: Value; label: string; lang?: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <DropdownMenu.RadioGroup
      aria-label={props.label}
      value={props.value ?? ''}
      onValueChange={(value) => {
        const option = props.options.find((candidate) => candidate.value === value);
        if (option) props.onChange(option.value);
      }}
    >
      <DropdownMenu.Label className="px-3 pt-2 pb-1 text-sm text-ink-soft">
        {props.label}
      </DropdownMenu.Label>
      {props.options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          lang={option.lang}
          className={itemClass}
        >
          {option.label}
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden className="size-4 text-accent" />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1.5 h-px bg-line" />;
}

const itemClass = clsx(
  'flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-md px-3 outline-none',
  'data-highlighted:bg-sunken data-disabled:opacity-50',
);
