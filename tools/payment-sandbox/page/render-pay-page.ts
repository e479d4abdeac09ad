import { formatMoney } from '../rules/format-money.ts';
import type { LineItem } from '../objects/line-item.ts';
import type { PaymentIntent } from '../objects/payment-intent.ts';
import type { Session } from '../objects/session.ts';
import { successUrl } from '../objects/session.ts';
import { testCards } from '../rules/test-cards.ts';
import { escapeHtml, renderPage } from '../http/html.ts';
import type { FormErrors, PayFields } from './pay-form.ts';

/** The payment page: lines and total, a card form, a bank transfer. */
export function renderPayPage(
  session: Session,
  lines: LineItem[],
  fields: PayFields,
  errors: FormErrors,
): string {
  const total = formatMoney(session.amount_total, session.currency);
  return renderPage(
    `${Object.keys(errors).length > 0 ? 'Not paid: ' : ''}Pay ${total}`,
    `<main class="checkout">
<section aria-labelledby="total">
${backLink(session)}
<h1 class="total" id="total"><small>To pay</small>${escapeHtml(total)}</h1>
<ul class="lines" aria-label="What you are paying for">
${lines.map(renderLine).join('\n')}
<li class="sum"><div>Total</div><div class="amount">${escapeHtml(total)}</div></li>
</ul>
</section>
<form class="sheet" method="post" novalidate aria-label="Payment">
${errors.form ? `<p class="alert" role="alert">${escapeHtml(errors.form)}</p>` : ''}
<fieldset>
<legend>Contact</legend>
${field('email', 'E-mail', fields.email, errors, 'type="email" autocomplete="email"')}
</fieldset>
${methodChoice(fields)}
${cardFields(fields, errors)}
<button class="wide" type="submit">Pay ${escapeHtml(total)}</button>
</form>
</main>`,
  );
}

/** The page of a session that is complete or expired. */
export function renderClosedPage(session: Session, intent: PaymentIntent | null): string {
  const { title, text } = closedPageText(session, intent);
  const paid = session.status === 'complete';
  const target = paid ? successUrl(session) : session.cancel_url;
  return renderPage(
    title,
    `<main class="sheet note"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>
${target ? `<p><a href="${escapeHtml(target)}">Back to the shop</a></p>` : ''}</main>`,
  );
}

export function renderMissingPage(): string {
  return renderPage(
    'No such payment page',
    `<main class="sheet note"><h1>No such payment page</h1>
<p>The address is wrong, or the sandbox was reset. Go back to the shop and pay again.</p></main>`,
  );
}

function closedPageText(
  session: Session,
  intent: PaymentIntent | null,
): { title: string; text: string } {
  if (session.status === 'expired') {
    return {
      title: 'This payment page has expired',
      text: 'It can no longer be paid, and no money was taken. Go back to the shop to see your order.',
    };
  }
  const total = formatMoney(session.amount_total, session.currency);
  if (session.payment_status === 'unpaid' && intent?.status !== 'processing') {
    return {
      title: 'Your bank transfer did not arrive',
      text: 'No money was taken. Go back to the shop to see your order.',
    };
  }
  if (session.payment_status === 'unpaid') {
    return {
      title: 'Your bank transfer is on its way',
      text: `The shop will be notified when ${total} has arrived. There is nothing more to do here.`,
    };
  }
  return {
    title: 'This has been paid',
    text: `${total} was paid, and you will not be charged again.`,
  };
}

function backLink(session: Session): string {
  if (!session.cancel_url) return '';
  return `<a class="back" href="${escapeHtml(session.cancel_url)}"><span aria-hidden="true">← </span>Back to the shop</a>`;
}

function renderLine(line: LineItem): string {
  const each = formatMoney(line.unitAmount, line.currency);
  const detail = line.quantity > 1 ? `<span>${line.quantity} × ${escapeHtml(each)}</span>` : '';
  const amount = formatMoney(line.unitAmount * line.quantity, line.currency);
  return `<li><div><b>${escapeHtml(line.name)}</b>${detail}</div><div class="amount">${escapeHtml(amount)}</div></li>`;
}

function methodChoice(fields: PayFields): string {
  const checked = (method: string): string => (fields.method === method ? ' checked' : '');
  return `<fieldset>
<legend>Pay by</legend>
<label class="choice"><input type="radio" name="method" value="card"${checked('card')}><span>Card<small>Paid at once</small></span></label>
<label class="choice"><input type="radio" name="method" value="bank"${checked('bank')}><span>Bank transfer<small>Settles later</small></span></label>
</fieldset>`;
}

function cardFields(fields: PayFields, errors: FormErrors): string {
  return `<fieldset class="card">
<legend>Card</legend>
${field('number', 'Card number', fields.number, errors, 'inputmode="numeric" autocomplete="off"')}
<div class="pair">
${field('expiry', 'Expires (MM/YY)', fields.expiry, errors, 'inputmode="numeric" autocomplete="off"')}
${field('cvc', 'Security code', fields.cvc, errors, 'inputmode="numeric" autocomplete="off"')}
</div>
${field('name', 'Name on card', fields.name, errors, 'autocomplete="cc-name"')}
<details><summary>Test cards</summary><ul>
${testCards.map((card) => `<li><a href="?card=${card.number}">${groupDigits(card.number)}</a> ${escapeHtml(card.label.toLowerCase())}</li>`).join('\n')}
</ul></details>
</fieldset>`;
}

function field(
  name: keyof PayFields,
  label: string,
  value: string,
  errors: FormErrors,
  attributes: string,
): string {
  const error = errors[name];
  const marks = error ? ` aria-invalid="true" aria-describedby="${name}-wrong" autofocus` : '';
  return `<div class="field"><label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" value="${escapeHtml(value)}" ${attributes}${marks}>
${error ? `<p class="wrong" id="${name}-wrong">${escapeHtml(error)}</p>` : ''}</div>`;
}

/** A card number in groups of four digits. */
export function groupDigits(number: string): string {
  return number.replace(/(\d{4})(?=\d)/g, '$1 ');
}
