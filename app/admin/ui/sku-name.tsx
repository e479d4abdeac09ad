import { BaseLanguageText } from '../../ui/product-text.tsx';

/** What a SKU is called: its product, and what makes it differ from its siblings. */
export function SkuName(props: { productName: string; options: Record<string, string> }) {
  const options = Object.values(props.options).join(', ');
  return (
    <BaseLanguageText>
      {props.productName}
      {options && <span className="text-ink-soft"> · {options}</span>}
    </BaseLanguageText>
  );
}
