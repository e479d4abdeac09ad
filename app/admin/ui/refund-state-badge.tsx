import { Badge, type Tone } from '../../ui/badge.tsx';
import type { RouterOutputs } from '../../lib/api/trpc.ts';
import { useI18n } from '../../lib/texts/i18n-provider.tsx';

type State = RouterOutputs['admin']['payments']['refunds']['refunds'][number]['state'];

const tones: Record<State, Tone> = {
  requested: 'warn',
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};

export function RefundStateBadge({ state }: { state: State }) {
  const { t } = useI18n();
  return <Badge tone={tones[state]}>{t(`admin.orders.refundStates.${state}`)}</Badge>;
}
