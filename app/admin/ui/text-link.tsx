import { clsx } from 'clsx';
import { Link } from '../../ui/link.tsx';

/** A link inside a text or a table. */
export function TextLink({ className, ...rest }: React.ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      className={clsx(
        'rounded-sm font-medium text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent',
        className,
      )}
    />
  );
}

/** An order's number, as a link to its page. */
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
