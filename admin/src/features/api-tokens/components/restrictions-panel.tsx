import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { Box, Checkbox, Field, Flex, MultiSelect, MultiSelectOption, SingleSelect, Typography } from '@strapi/design-system';
import { useController } from 'react-hook-form';
import type { GetRestrictable } from '../../../../../server/contract';
import { knownMessage } from '../../../refusal';
import { focusWhereLost } from '../../../use-return-focus';
import { useText } from '../../../use-text';
import { PanelBox } from '../../tokens/components/panel-box';
import { PartContent } from '../../tokens/components/part-content';
import { SelectOption } from '../../tokens/components/select-option';
import { SERVERS_WORDS, useTokenField } from '../../tokens/form/use-token-field';
import { useRestrictionSentence } from '../../tokens/details/use-restriction-sentence';
import { draftIn, draftText, FREE_TYPE, problemsOf, restrictionsOf, withType, type RestrictionDraft } from '../../tokens/rules/restrictions/restriction-draft';
import type { TokenValues } from '../../tokens/rules/form/token-values';
import { typeName } from '../../tokens/rules/type-name';
import { useRestrictable } from '../api/get-restrictable';
import { errorPlace } from '../rules/error-place';
import { RestrictionPreview } from './restriction-preview';
import { TypeRestrictions } from './type-restrictions';

/** What a content-API token is restricted to, besides its permissions. Renders nothing if the host enforces no restrictions. */
export function RestrictionsPanel({ disabled }: { disabled?: boolean }) {
  const text = useText();
  const query = useRestrictable();
  if (query.data === null) return null;
  return (
    <PanelBox title={text('restrictions.title')} note={text('restrictions.note')}>
      <PartContent query={query}>{(content) => <RestrictionFields content={content!} disabled={disabled} />}</PartContent>
    </PanelBox>
  );
}

function RestrictionFields({ content, disabled }: { content: NonNullable<GetRestrictable['Response']['data']>; disabled?: boolean }) {
  const text = useText();
  const sentence = useRestrictionSentence();
  const { field, fieldState: { error } } = useController<TokenValues, 'restrictions'>({ name: 'restrictions' });
  const { value: type = 'read-only' } = useTokenField('type').field;
  const summary = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set());
  // Types that were chosen to be restricted but have no restrictions yet.
  const [added, setAdded] = useState<ReadonlySet<string>>(() => new Set());
  const draft = useMemo(() => draftIn(field.value ?? ''), [field.value]);
  const problems = useMemo(() => problemsOf(draft), [draft]);
  const complete = useMemo(() => (problems.length ? null : { value: restrictionsOf(draft) }), [draft, problems]);
  const typeOf = (uid: string) => content.types.find((each) => each.uid === uid);
  const uids = [...new Set([...Object.keys(draft.types), ...added])].sort();
  const others = content.types.filter(({ uid }) => !uids.includes(uid));
  const wrong = error?.type === SERVERS_WORDS ? error.message ?? '' : '';
  const place = errorPlace(wrong, uids);
  const key = wrong ? knownMessage(400, wrong) : null;
  const wrongText = key ? text(key) : wrong;
  const toOpen = error === undefined ? '' : place?.uid ?? problems.join(' ');

  useEffect(() => {
    if (toOpen) setOpen((before) => new Set([...before, ...toOpen.split(' ')]));
  }, [toOpen]);

  // The error is shown in several places, so the whole panel gets the focus.
  const { ref } = field;
  useEffect(() => ref({ focus: () => summary.current?.focus() }), [ref]);

  const change = (next: RestrictionDraft) => field.onChange(draftText(next));
  const canWrite = type !== 'read-only';
  const hasDrafts = content.types.some((each) => each.hasDrafts);
  const locales = [...new Set([...content.locales, ...draft.locales])];
  return (
    <Flex ref={summary} tabIndex={-1} direction="column" alignItems="stretch" gap={5} style={{ outline: 'none' }}>
      <Typography tag="p" textColor="neutral800" role="status">{problems.length ? text('restrictions.incomplete') : sentence(restrictionsOf(draft))}</Typography>
      {error && place === null ? (
        <Typography tag="p" role="alert" textColor="danger600">
          {wrong ? wrongText : text('refused.restrictions.of', { types: problems.map(typeName).join(', ') })}
        </Typography>
      ) : null}
      {hasDrafts || draft.published ? (
        <Choice label={text('restrictions.published')} hint={text('restrictions.published.hint')} checked={draft.published} disabled={disabled} onChange={(published) => change({ ...draft, published })} />
      ) : null}
      {(hasDrafts && canWrite) || draft.draftsOnly ? (
        <Choice label={text('restrictions.drafts')} hint={text('restrictions.drafts.hint')} checked={draft.draftsOnly} disabled={disabled} onChange={(draftsOnly) => change({ ...draft, draftsOnly })} />
      ) : null}
      {content.locales.length > 1 || draft.locales.length ? (
        <Box maxWidth="40rem">
          <Field.Root name="locales" hint={text('restrictions.locales.hint')} error={place?.part === 'locales' ? wrongText : undefined}>
            <Field.Label>{text('restrictions.locales')}</Field.Label>
            <MultiSelect
              value={draft.locales} disabled={disabled} withTags placeholder={text('restrictions.locales.all')}
              onChange={(chosen) => change({ ...draft, locales: [...chosen].sort() })}
            >
              {locales.map((locale) => <MultiSelectOption key={locale} value={locale}>{locale}</MultiSelectOption>)}
            </MultiSelect>
            <Field.Hint />
            <Field.Error />
          </Field.Root>
        </Box>
      ) : null}
      {uids.length ? (
        <Flex direction="column" alignItems="stretch" gap={1}>
          {uids.map((uid) => (
            <TypeRestrictions
              key={uid} uid={uid} type={typeOf(uid)} draft={draft.types[uid] ?? FREE_TYPE} canWrite={canWrite} disabled={disabled}
              isOpen={open.has(uid)} onOpen={(isOpen) => setOpen(withUid(open, uid, isOpen))}
              showsProblems={error !== undefined}
              preview={content.canPreview && open.has(uid) ? <RestrictionPreview uid={uid} restrictions={complete} /> : null}
              errors={place?.uid !== uid ? {} : place.part === 'where' ? { rows: wrongText } : { fields: wrongText }}
              onChange={(next) => change(withType(draft, uid, next))}
              onRemove={() => {
                setAdded(withUid(added, uid, false));
                change(withType(draft, uid, FREE_TYPE));
                focusWhereLost(summary);
              }}
            />
          ))}
        </Flex>
      ) : null}
      {others.length && !disabled ? (
        <Box maxWidth="40rem">
          <Field.Root name="restrictedType" hint={text('restrictions.type.hint')}>
            <Field.Label>{text('restrictions.type.add')}</Field.Label>
            <SingleSelect
              value="" placeholder={text('restrictions.type.choose')}
              onChange={(chosen) => {
                setAdded(withUid(added, String(chosen), true));
                setOpen(withUid(open, String(chosen), true));
              }}
            >
              {others.map(({ uid }) => <SelectOption $isOfMany key={uid} value={uid}>{typeName(uid)}</SelectOption>)}
            </SingleSelect>
            <Field.Hint />
          </Field.Root>
        </Box>
      ) : null}
    </Flex>
  );
}

function withUid(uids: ReadonlySet<string>, uid: string, isIn: boolean): ReadonlySet<string> {
  return new Set(isIn ? [...uids, uid] : [...uids].filter((each) => each !== uid));
}

function Choice({ label, hint, checked, disabled, onChange }: { label: string; hint: string; checked: boolean; disabled?: boolean; onChange(checked: boolean): void }) {
  const hintId = useId();
  return (
    <Box>
      <Checkbox checked={checked} disabled={disabled} aria-describedby={hintId} onCheckedChange={(next) => onChange(next === true)}>{label}</Checkbox>
      <Typography id={hintId} tag="p" variant="pi" textColor="neutral600">{hint}</Typography>
    </Box>
  );
}
