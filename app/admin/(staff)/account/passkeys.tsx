'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { toast } from 'sonner';
import { errorText } from '#app/lib/api/error-text.ts';
import { confirmIdentity } from '#app/lib/api/reauthentication.ts';
import { trpc, type RouterOutputs } from '#app/lib/api/trpc.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { Button } from '#app/ui/button.tsx';
import { ConfirmDialog } from '#app/ui/confirm-dialog.tsx';
import { DataTable, type Column } from '#app/ui/data-table.tsx';
import { Dialog, DialogActions, DialogClose } from '#app/ui/dialog.tsx';
import { Field } from '#app/ui/field.tsx';
import { Input } from '#app/ui/input.tsx';
import { addPasskey, type PasskeyFailure } from '../../session/passkeys.ts';
import { QueryBoundary } from '../../ui/query-boundary.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

type Passkey = RouterOutputs['accounts']['passkeys']['passkeys'][number];

/** The account's passkeys, and the dialogs to add and to remove one. */
export function Passkeys() {
  const texts = useI18n();
  const { t } = texts;
  const router = useRouter();
  const utils = trpc.useUtils();
  const passkeys = trpc.accounts.passkeys.useQuery();
  const remove = trpc.accounts.removePasskey.useMutation();
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<Passkey | null>(null);
  const opener = useRef<HTMLElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const getColumns = useColumns((passkey, button) => {
    opener.current = button;
    setRemoved(passkey);
  });

  async function changed(message: string) {
    toast.success(message);
    await Promise.all([utils.accounts.passkeys.invalidate(), utils.accounts.sessions.invalidate()]);
    // Whether a second factor is missing is rendered by the server.
    router.refresh();
  }

  return (
    <QueryBoundary query={passkeys}>
      {(data) => (
        <>
          <p className="text-ink-soft">{t('admin.account.passkeys.text')}</p>
          {data.passkeys.length > 0 && (
            <DataTable
              caption={t('admin.account.passkeys.title')}
              columns={getColumns(data.now)}
              rows={data.passkeys}
              rowKey={({ passkeyId }) => passkeyId}
            />
          )}
          <Dialog
            trigger={
              <Button ref={addButton} className="self-start">
                {t('admin.account.passkeys.add')}
              </Button>
            }
            title={t('admin.account.passkeys.add')}
            description={t('admin.account.passkeys.addText')}
            open={isAdding}
            onOpenChange={setAdding}
          >
            <AddForm
              onAdded={() => {
                setAdding(false);
                void changed(t('admin.account.passkeys.added'));
              }}
            />
          </Dialog>
          <ConfirmDialog
            control={{
              open: removed !== null,
              onOpenChange: () => setRemoved(null),
              // The button disappears with its row.
              returnFocus: () => (opener.current?.isConnected ? opener : addButton).current,
            }}
            title={t('admin.account.passkeys.removeTitle', { name: removed?.name ?? '' })}
            description={t('admin.account.passkeys.removeText')}
            confirmLabel={t('admin.account.passkeys.remove')}
            cancelLabel={t('admin.keep')}
            danger
            errorText={(error) => errorText(texts, error)}
            onConfirm={async () => {
              await remove.mutateAsync({ passkeyId: removed?.passkeyId ?? '' });
              await changed(t('admin.account.passkeys.removed'));
            }}
          />
        </>
      )}
    </QueryBoundary>
  );
}

function AddForm({ onAdded }: { onAdded: () => void }) {
  const { t } = useI18n();
  const [failure, setFailure] = useState<PasskeyFailure | null>(null);
  const [isPending, setPending] = useState(false);

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name') as string;
    setPending(true);
    setFailure(null);
    let failed = await addPasskey(name);
    if (failed === 'notConfirmed' && (await confirmIdentity())) failed = await addPasskey(name);
    setPending(false);
    if (failed) setFailure(failed);
    else onAdded();
  }

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <Field
        id="passkey-name"
        label={t('admin.account.passkeys.name')}
        hint={t('admin.account.passkeys.nameHint')}
        error={failure ? t(`admin.account.passkeys.failure.${failure}`) : undefined}
      >
        {(control) => <Input {...control} name="name" maxLength={100} required />}
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>{t('admin.keep')}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={isPending}>
          {t('admin.account.passkeys.continue')}
        </Button>
      </DialogActions>
    </form>
  );
}

function useColumns(
  remove: (passkey: Passkey, button: HTMLElement) => void,
): (now: string) => Column<Passkey>[] {
  const { t } = useI18n();
  return (now) => [
    {
      key: 'name',
      header: t('admin.account.passkeys.name'),
      rowHeader: true,
      cell: ({ name }) => <span className="wrap-anywhere">{name}</span>,
    },
    {
      key: 'addedAt',
      header: t('admin.account.passkeys.addedAt'),
      cell: ({ addedAt }) => <Timestamp at={addedAt} now={now} />,
    },
    {
      key: 'actions',
      header: t('admin.account.sessions.column.actions'),
      headerHidden: true,
      cell: (passkey) => (
        <Button size="sm" onClick={(event) => remove(passkey, event.currentTarget)}>
          {t('admin.account.passkeys.remove')}
        </Button>
      ),
    },
  ];
}
