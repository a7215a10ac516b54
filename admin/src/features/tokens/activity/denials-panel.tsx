import { Typography } from '@strapi/design-system';
import type { DeniedRequest } from '../../../../../server/contract';
import { useText } from '../../../use-text';
import { useDenials } from '../api/activity/get-denials';
import type { TokenId, TokenPath } from '../api/token-keys';
import { denialReason } from '../rules/activity/denial-reason';
import { EntryList } from './entry-list';
import { GrantButton, type GrantProps } from '../permissions/grant-button';
import { PanelBox } from '../components/panel-box';
import { PartContent } from '../components/part-content';
import { RequestLine } from './request-line';
import { TimeAgo } from '../components/time-ago';

/** The props of {@link DenialsPanel}. */
export interface DenialsPanelProps extends GrantProps {
  path: TokenPath;
  id: TokenId;
  isShown: boolean;
}

/** Recently denied requests, each with the reason and a button that grants the missing permission. */
export function DenialsPanel({ path, id, isShown, ...grant }: DenialsPanelProps) {
  const text = useText();
  return (
    <PanelBox title={text('denials.title')}>
      <PartContent query={useDenials(path, id, isShown)}>
        {(denials) => (denials.length ? (
          <EntryList>
            {denials.map((denial) => <Denial key={[denial.method, denial.path, denial.code].join(' ')} denial={denial} {...grant} />)}
          </EntryList>
        ) : <Typography>{text('denials.none')}</Typography>)}
      </PartContent>
    </PanelBox>
  );
}

function Denial({ denial, ...grant }: GrantProps & { denial: DeniedRequest }) {
  const text = useText();
  const { at, method, path, code, required = [], address, count } = denial;
  const origin = { hasAddress: String(address !== null), address: <bdi key="address">{address}</bdi> };
  return (
    <li>
      <RequestLine method={method} path={path} />
      <Typography>{text(denialReason(code), { code })}</Typography>
      {required.length ? <Typography>{text('denials.required', { count: required.length, actions: required.join(', ') })}</Typography> : null}
      <Typography variant="pi" textColor="neutral600">{text('denials.when', { count, time: <TimeAgo key="time" date={at} />, ...origin })}</Typography>
      <GrantButton denied={{ path, required }} {...grant} />
    </li>
  );
}
