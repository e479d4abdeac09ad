import type { FaultSettings } from '../rules/fault-switches.ts';
import { faultDefinitions, defaultFaults } from '../rules/fault-switches.ts';
import { formatMoney } from '../rules/format-money.ts';
import type { Refund } from '../objects/refund.ts';
import type { Session } from '../objects/session.ts';
import { escapeHtml, renderPage } from '../http/html.ts';
import type { Delivery } from '../storage/delivery-store.ts';

export interface ControlView {
  faults: FaultSettings;
  sessions: Session[];
  refunds: Refund[];
  deliveries: Delivery[];
  webhookUrl: string | null;
  problem?: string;
}

/** The control page: fault switches, sessions, refunds and deliveries. */
export function renderControlPage(view: ControlView): string {
  return renderPage(
    'Payment sandbox',
    `<main class="control">
<h1>Payment sandbox</h1>
${view.problem ? `<p class="alert" role="alert">${escapeHtml(view.problem)}</p>` : ''}
<section class="sheet" aria-labelledby="faults"><h2 id="faults">Faults</h2>${faultForm(view.faults)}</section>
<section class="sheet" aria-labelledby="sessions"><h2 id="sessions">Newest sessions</h2>
${table(['Session', 'Amount', 'State', 'Actions'], view.sessions.map(sessionRow), 'No sessions yet. Place an order in the shop.')}</section>
<section class="sheet" aria-labelledby="refunds"><h2 id="refunds">Newest refunds</h2>
${table(['Refund', 'Amount', 'State', 'Actions'], view.refunds.map(refundRow), 'No refunds yet.')}</section>
<section class="sheet" aria-labelledby="deliveries"><h2 id="deliveries">Newest deliveries</h2>
<p class="help">${view.webhookUrl ? `To ${escapeHtml(view.webhookUrl)}` : 'Nothing is delivered: SANDBOX_WEBHOOK_URL is not set.'}</p>
<form method="post"><button name="do" value="deliver-all" class="plain">Deliver all pending</button></form>
${table(['Event', 'State', 'Attempts', 'Last response', 'Actions'], view.deliveries.map(deliveryRow), 'No deliveries yet.')}</section>
</main>`,
  );
}

function faultForm(faults: FaultSettings): string {
  const names = Object.keys(defaultFaults) as (keyof FaultSettings)[];
  return `<form method="post">
<div class="switches">${names.map((name) => faultField(name, faults[name])).join('\n')}</div>
<div class="row"><button name="do" value="set-faults">Set</button>
<button name="do" value="reset-faults" class="plain">All off</button></div>
</form>`;
}

function faultField(name: keyof FaultSettings, value: FaultSettings[keyof FaultSettings]): string {
  const { check, label } = faultDefinitions[name];
  const on = value === defaultFaults[name] ? '' : ' data-on';
  return `<label>${escapeHtml(label)} ${control()}</label>`;

  function control(): string {
    if (check === 'flag') {
      return `<select name="${name}"${on}><option value="off">no</option><option value="on"${value ? ' selected' : ''}>yes</option></select>`;
    }
    if (Array.isArray(check)) {
      const options = check.map(
        (choice) => `<option${choice === value ? ' selected' : ''}>${escapeHtml(choice)}</option>`,
      );
      return `<select name="${name}"${on}>${options.join('')}</select>`;
    }
    return `<input name="${name}" value="${escapeHtml(String(value))}" autocomplete="off"${on}>`;
  }
}

function sessionRow(session: Session): string[] {
  const title = session.client_reference_id ?? session.id;
  const name = session.url
    ? `<a href="${escapeHtml(session.url)}">${escapeHtml(title)}</a>`
    : escapeHtml(title);
  return [
    name,
    escapeHtml(formatMoney(session.amount_total, session.currency)),
    escapeHtml(`${session.status}, ${session.payment_status}`),
    sessionButtons(session),
  ];
}

function sessionButtons(session: Session): string {
  if (session.status === 'open') {
    return buttons(session.id, [
      ['pay', 'Pay'],
      ['decline', 'Decline'],
      ['expire', 'Expire'],
    ]);
  }
  if (session.status === 'expired') {
    return buttons(session.id, [['pay-after-expiry', 'Pay anyway']]);
  }
  if (session.payment_status === 'unpaid') {
    return buttons(session.id, [
      ['settle:succeeded', 'Settle transfer'],
      ['settle:failed', 'Fail transfer'],
    ]);
  }
  return session.payment_intent
    ? buttons(session.id, [
        ['refund', 'Refund'],
        ['dispute', 'Dispute'],
      ])
    : '';
}

function refundRow(refund: Refund): string[] {
  return [
    escapeHtml(refund.id),
    escapeHtml(formatMoney(refund.amount, refund.currency)),
    escapeHtml(refund.status),
    refund.status === 'pending'
      ? buttons(refund.id, [
          ['settle-refund:succeeded', 'Succeed'],
          ['settle-refund:failed', 'Fail'],
        ])
      : '',
  ];
}

function deliveryRow(delivery: Delivery): string[] {
  const last = delivery.log.at(-1);
  return [
    `${escapeHtml(delivery.event_type)}<br><small>${escapeHtml(delivery.event_id)}</small>`,
    `<span class="${delivery.state === 'delivered' ? 'ok' : 'no'}">${delivery.state}</span>`,
    String(delivery.attempts),
    last ? escapeHtml([last.status, last.error].filter(Boolean).join(' ').slice(0, 120)) : '–',
    buttons(delivery.id, [['deliver', delivery.attempts > 0 ? 'Deliver again' : 'Deliver now']]),
  ];
}

function buttons(id: string, choices: [verb: string, label: string][]): string {
  const each = choices.map(
    ([verb, label]) => `<button name="do" value="${verb}" class="plain">${label}</button>`,
  );
  return `<form method="post"><input type="hidden" name="id" value="${escapeHtml(id)}">${each.join('')}</form>`;
}

function table(heads: string[], rows: string[][], empty: string): string {
  if (rows.length === 0) return `<p class="help">${empty}</p>`;
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<div class="scroll" tabindex="0"><table><thead><tr>${heads
    .map((head) => `<th scope="col">${head}</th>`)
    .join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
