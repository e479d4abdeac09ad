import { parseTextParam, parseEnumParam, type SearchParams } from '../../ui/search-params.ts';
import { staffActions } from '../../ui/staff-action-text.ts';

const path = '/admin/actions';

/** What the address of the page says. */
export type ActionsQuery = {
  /** An e-mail address. */
  staff?: string;
  action?: (typeof staffActions)[number];
  cursor?: string;
};

export function parseActionsQuery(params: SearchParams): ActionsQuery {
  return {
    staff: parseTextParam(params['staff'], 254),
    action: parseEnumParam(staffActions, params['action']),
    cursor: parseTextParam(params['cursor'], 500),
  };
}

/** The address of a view of what staff did. */
export function actionsHref(query: ActionsQuery): string {
  const params = new URLSearchParams();
  if (query.staff) params.set('staff', query.staff);
  if (query.action) params.set('action', query.action);
  if (query.cursor) params.set('cursor', query.cursor);
  return params.size > 0 ? `${path}?${params}` : path;
}

/** What is asked of the server. */
export function actionsInput({ action, ...rest }: ActionsQuery) {
  return { ...rest, action: action && `admin.${action}` };
}
