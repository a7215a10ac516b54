import { csvField, eventsCsv } from '../../../../../admin/src/features/token-events/rules/events-csv';
import type { TokenEvent } from '../../../../../server/contract';

const EVENT: TokenEvent = {
  id: 1, at: '2030-01-31T12:00:00.000Z', action: 'token.update', actor: { type: 'user', id: 2, label: '@SUM(1)' },
  token: { id: 3, kind: 'content-api', name: '=cmd|" /C calc"!A0' }, details: { changes: { name: { before: 'a\nb', after: 'é,;' } } },
  address: '2001:db8::1', requestId: null,
};

describe('events as CSV', () => {
  it.each(['=1+1', '+1', '-1', '@a', '\t=1', '\r=1'])('make no formula of %j', (value) => expect(csvField(value)).toBe(`"'${value}"`));

  it('keep quotes, commas and line breaks within their field', () => {
    expect(csvField('a "b", c\nd')).toBe('"a ""b"", c\nd"');
    expect(csvField(null)).toBe('""');
    expect(csvField(-1)).toBe('"\'-1"');
  });

  it('have a line of names and one for each event', () => {
    const [names, line, rest] = eventsCsv([EVENT]).split('\r\n');
    expect(names).toBe('\uFEFF"at","action","tokenKind","tokenId","token","actorType","actorId","actor","address","requestId","details"');
    expect(line).toBe(
      '"2030-01-31T12:00:00.000Z","token.update","content-api","3","\'=cmd|"" /C calc""!A0","user","2","\'@SUM(1)","2001:db8::1","",'
      + '"{""changes"":{""name"":{""before"":""a\\nb"",""after"":""é,;""}}}"',
    );
    expect(rest).toBe('');
  });
});
