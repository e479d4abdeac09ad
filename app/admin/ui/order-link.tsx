import { clsx } from 'clsx';
import { TextLink } from './text-link.tsx';

/** An order's number, which leads to its page. */
export function OrderLink(props: { orderId: string; number: string; className?: string }) {
  return (
    <TextLink
      href={`/admin/orders/${props.orderId}`}
      className={clsx('whitespace-nowrap', props.className)}
    >
      {props.number}
    </TextLink>
  );
}
