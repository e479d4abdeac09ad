import { BaseLanguageText } from '../../ui/product-text.tsx';

/** A product's name with the options of one SKU. */
export function SkuName(props: { productName: string; options: Record<string, string> }) {
  const options = Object.values(props.options).join(', ');
  return (
    <BaseLanguageText>
      {props.productName}
      {options && <span className="text-ink-soft"> · {options}</span>}
    </BaseLanguageText>
  );
}
