import { Badge, type Tone } from '#app/components/ui/badge.tsx';
import type { RouterOutputs } from '#app/data/trpc.ts';
import { useTexts } from '#app/texts/texts-provider.tsx';

type State = RouterOutputs['admin']['payments']['refunds']['refunds'][number]['state'];

const tones: Record<State, Tone> = {
  requested: 'warn',
  pending: 'warn',
  succeeded: 'good',
  failed: 'bad',
};

/** How far a refund has come. */
export function RefundStateBadge({ state }: { state: State }) {
  const { t } = useTexts();
  return <Badge tone={tones[state]}>{t(`admin.orders.refundStates.${state}`)}</Badge>;
}
