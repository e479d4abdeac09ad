import { Fragment } from 'react';
import { translateOption } from '../lib/texts/product-language.ts';

/** One name or value of an option, in the page's language if it is translated. */
export function OptionText(props: { texts: Record<string, string> | null; written: string }) {
  const { text, lang } = translateOption(props.texts, props.written);
  return lang ? <span lang={lang}>{text}</span> : text;
}

/** `Red · M`: what makes a SKU differ from its siblings. */
export function SelectedOptions(props: {
  sku: { options: Record<string, string>; optionTexts: Record<string, string> | null };
}) {
  const { options, optionTexts } = props.sku;
  return Object.values(options).map((written, index) => (
    <Fragment key={written}>
      {index > 0 && ' · '}
      <OptionText texts={optionTexts} written={written} />
    </Fragment>
  ));
}
