import { useCallback, useEffect, useRef } from 'react';
import { yupResolver } from '@hookform/resolvers/yup';
import { useForm, type DefaultValues, type FieldPath, type FieldValues, type Resolver } from 'react-hook-form';
import type { ObjectSchema } from 'yup';
import { changeBetween, withChange } from './set-change';

/**
 * A form for a `stored` record, validated by `schema`, whose messages are ids in the message files. When the stored record changes, the
 * person's changes are kept, in lists what they added and removed; everything else is updated. `adopt` makes saved values the stored ones;
 * `changesOf` returns those of the form's `values` that differ. Lists must be sorted, so that equal ones compare equal.
 */
export function useRecordForm<Values extends FieldValues>(schema: ObjectSchema<Values>, stored: Values) {
  const form = useForm<Values>({
    defaultValues: stored as DefaultValues<Values>,
    resolver: yupResolver(schema) as unknown as Resolver<Values>,
  });
  const base = useRef(stored);
  const isChanged = useCallback(([field]: [string, unknown]) => form.getFieldState(field as FieldPath<Values>).isDirty, [form]);
  const adopt = useCallback((next: Values) => {
    const kept = Object.entries(form.getValues()).filter(isChanged).map(([field, mine]) => [
      field,
      Array.isArray(mine) ? [...withChange(next[field], changeBetween(base.current[field], mine))].sort() : mine,
    ]);
    form.setValues({ ...next, ...Object.fromEntries(kept) });
    form.resetDefaultValues(next as DefaultValues<Values>);
    base.current = next;
  }, [form, isChanged]);
  useEffect(() => adopt(stored), [adopt, stored]);
  const changesOf = (values: Values) => Object.fromEntries(Object.entries(values).filter(isChanged)) as Partial<Values>;
  return { form, adopt, changesOf };
}
