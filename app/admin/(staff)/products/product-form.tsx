'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormProvider, useForm, type Path } from 'react-hook-form';
import { toast } from 'sonner';
import { v7 } from 'uuid';
import type { SaveProductInput } from '#server/shared/product-schema.ts';
import { serverNowMs } from '#app/lib/clock/server-clock.ts';
import { buttonClass } from '#app/ui/button.tsx';
import { Link } from '#app/ui/link.tsx';
import { Notice } from '#app/ui/notice.tsx';
import { trpc } from '#app/lib/api/trpc.ts';
import { getDomainError, errorText } from '#app/lib/api/error-text.ts';
import { useI18n } from '#app/lib/texts/i18n-provider.tsx';
import { StaffButton } from '../../ui/staff-buttons.tsx';
import { useFocusFirstError } from '#app/ui/use-focus-first-error.ts';
import { useUnsavedChangesWarning } from './use-unsaved-changes-warning.tsx';
import { useAdminRefresh } from '../../ui/live-updates.tsx';
import { useStaff } from '../../session/staff-context.tsx';
import { DetailFields } from './detail-fields.tsx';
import { PictureFields } from './picture-fields.tsx';
import { productResolver, toFormValues } from './product-form-values.ts';
import type { ProductFormValues, AdminProduct } from './product-form-values.ts';
import { TranslationFields } from './translation-fields.tsx';
import { VariantFields } from './variant-fields.tsx';

/**
 * Creates or edits a product.
 *
 * @param props.product null for a new one
 */
export function ProductForm(props: {
  product: AdminProduct | null;
  currency: string;
  categories: string[];
}) {
  const { t, format } = useI18n();
  const { role } = useStaff();
  const { product, currency, categories } = props;
  const { form, submit, error, isPending } = useProductForm(product, currency);
  const { isDirty, errors, submitCount } = form.formState;
  const formElement = useFocusFirstError(submitCount);
  useUnsavedChangesWarning(isDirty && !isPending);

  return (
    <FormProvider {...form}>
      <form
        ref={formElement}
        noValidate
        // The error is shown below.
        onSubmit={(event) => void submit(event).catch(() => {})}
        className="flex flex-col gap-6"
      >
        <fieldset disabled={role !== 'admin'} className="contents">
          <DetailFields isNew={product === null} categories={categories} />
          <PictureFields />
          <VariantFields product={product} currency={currency} />
          <TranslationFields />
        </fieldset>
        {Object.keys(errors).length > 0 && (
          <Notice tone="bad" role="alert">
            <p>{t('admin.products.formErrors')}</p>
          </Notice>
        )}
        {error && (
          <Notice tone="bad" role="alert" title={t('ui.actionFailed')}>
            <p>{errorText({ t, format }, error)}</p>
          </Notice>
        )}
        <div
          data-bottom-bar
          className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-3 border-t border-line bg-ground/95 px-4 py-3 backdrop-blur-sm sm:mx-0 sm:rounded-t-card sm:px-0"
        >
          <StaffButton type="submit" variant="primary" pending={isPending}>
            {t('admin.products.save')}
          </StaffButton>
          {product && !product.archived && (
            <Link href={`/products/${product.slug}`} className={buttonClass({ variant: 'quiet' })}>
              {t('admin.products.seeInShop')}
            </Link>
          )}
          <p role="status" className="text-sm text-ink-soft">
            {isDirty && t('admin.products.unsaved')}
          </p>
        </div>
      </form>
    </FormProvider>
  );
}

function useProductForm(product: AdminProduct | null, currency: string) {
  const { t } = useI18n();
  const router = useRouter();
  const refresh = useAdminRefresh();
  const { mutateAsync, error, isPending } = trpc.admin.products.save.useMutation();
  // One id per form, so that a retry after a lost answer creates one product.
  const [productId] = useState(() => product?.productId ?? v7({ msecs: serverNowMs() }));
  const [version, setVersion] = useState(product?.version ?? null);
  const form = useForm<ProductFormValues, unknown, SaveProductInput>({
    resolver: productResolver({ productId, version, currency }),
    defaultValues: toFormValues(product, currency),
    shouldFocusError: false,
  });

  const submit = form.handleSubmit(async (input) => {
    try {
      const saved = await mutateAsync(input);
      setVersion(saved.version);
      form.reset(form.getValues());
      toast.success(t('admin.products.saved', { name: input.name }));
      refresh();
      if (product) router.refresh();
      else router.replace(`/admin/products/${saved.productId}`);
    } catch (failure) {
      const domain = getDomainError(failure);
      for (const { path } of domain?.code === 'VALIDATION' ? domain.issues : []) {
        form.setError(path as Path<ProductFormValues>, { type: 'taken' });
      }
      throw failure;
    }
  });
  return { form, submit, error, isPending };
}
