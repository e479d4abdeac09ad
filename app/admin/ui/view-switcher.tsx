import { LinkProgressBar } from '../../ui/navigation-progress-bar.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';

/** The choice between a few views of one page. */
export function ViewSwitcher(props: {
  label: string;
  views: { href: string; text: string; current: boolean }[];
}) {
  return (
    <nav aria-label={props.label} className="flex flex-wrap gap-1">
      {props.views.map(({ href, text, current }) => (
        <Link
          key={href}
          href={href}
          scroll={false}
          aria-current={current ? 'true' : undefined}
          className={buttonClass({ variant: current ? 'primary' : 'secondary', size: 'sm' })}
        >
          <LinkProgressBar />
          {text}
        </Link>
      ))}
    </nav>
  );
}
