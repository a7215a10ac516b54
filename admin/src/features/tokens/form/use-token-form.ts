import { useCallback, useEffect, useRef } from 'react';
import { yupResolver } from '@hookform/resolvers/yup';
import { useForm } from 'react-hook-form';
import { rebased } from '../rules/form/changes';
import { tokenSchema, type TokenValues } from '../rules/form/token-values';

/**
 * The form of a `stored` token. When that changes, what a person has typed, selected and cleared is kept; everything else is updated.
 * `adopt` makes saved values the stored ones; `changesOf` returns those of the form's `values` that differ.
 */
export function useTokenForm(stored: TokenValues) {
  const form = useForm<TokenValues>({ defaultValues: stored, resolver: yupResolver(tokenSchema) });
  const base = useRef(stored);
  const isChanged = useCallback(([field]: [string, unknown]) => form.getFieldState(field as keyof TokenValues).isDirty, [form]);
  const adopt = useCallback((next: TokenValues) => {
    const mine = form.getValues();
    const permissions = rebased(mine.permissions, base.current.permissions, next.permissions);
    form.setValues({ ...next, ...Object.fromEntries(Object.entries(mine).filter(isChanged)), permissions });
    form.resetDefaultValues(next);
    base.current = next;
  }, [form, isChanged]);
  useEffect(() => adopt(stored), [adopt, stored]);
  const changesOf = (values: TokenValues) => Object.fromEntries(Object.entries(values).filter(isChanged)) as Partial<TokenValues>;
  return { form, adopt, changesOf };
}
