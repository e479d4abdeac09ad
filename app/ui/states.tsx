import { clsx } from 'clsx';
import { CloudOff, PackageOpen } from 'lucide-react';

interface StateProps {
  title: React.ReactNode;
  children?: React.ReactNode;
  action?: React.ReactNode;
  className?: string;
  /** Heading level when the message is the whole page. */
  heading?: 'h1' | 'h2' | 'p';
}

/** Nothing to show, and what to do next. */
export function EmptyState(props: StateProps & { icon?: React.ReactNode }) {
  return (
    <StateMessage {...props} icon={props.icon ?? <PackageOpen aria-hidden className="size-8" />} />
  );
}

/** Loading failed, and how to retry. */
export function ErrorState(props: StateProps) {
  return (
    <StateMessage
      {...props}
      role="alert"
      icon={<CloudOff aria-hidden className="size-8" />}
      iconClass="bg-bad-soft text-bad-ink"
    />
  );
}

function StateMessage(
  props: StateProps & { icon: React.ReactNode; iconClass?: string; role?: string },
) {
  const Heading = props.heading ?? 'p';
  return (
    <div
      role={props.role}
      className={clsx(
        'mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-12 text-center',
        props.className,
      )}
    >
      <span
        className={clsx(
          'flex size-16 items-center justify-center rounded-full',
          props.iconClass ?? 'bg-accent-soft text-accent-ink',
        )}
      >
        {props.icon}
      </span>
      <Heading className="text-xl font-semibold">{props.title}</Heading>
      {props.children !== undefined && <div className="text-ink-soft">{props.children}</div>}
      {props.action !== undefined && (
        <div className="mt-2 flex flex-wrap justify-center gap-3">{props.action}</div>
      )}
    </div>
  );
}
