import { explainedRequest, type AskedRequest } from '../../../../../../admin/src/features/tokens/rules/activity/explained-request';

const empty: AskedRequest = { method: 'GET', target: '/api/articles', address: '', locale: '', status: '' };
const request = (asked: Partial<AskedRequest>) => explainedRequest({ ...empty, ...asked }, 'https://cms.example.com');

describe('the request that the form asks about', () => {
  it('has only what was entered', () => {
    expect(request({})).toEqual({ method: 'GET', path: '/api/articles' });
    expect(request({ address: ' 192.0.2.1 ', locale: ' fr ', status: 'draft' })).toEqual({ method: 'GET', path: '/api/articles', address: '192.0.2.1', locale: 'fr', status: 'draft' });
  });

  it('has the path of a URL', () => {
    for (const target of [' https://api.example.com/api/articles#top ', '/api/articles?populate=*', 'api/articles']) expect(request({ target }).path).toBe('/api/articles');
    expect(request({ target: 'https://' }).path).toBe('https://');
  });

  it('has the locale and the status of the query string where their fields are empty', () => {
    const target = '/api/articles?locale=fr&status=draft';
    expect(request({ target })).toMatchObject({ locale: 'fr', status: 'draft' });
    expect(request({ target, locale: 'de', status: 'published' })).toMatchObject({ locale: 'de', status: 'published' });
    expect(request({ target: '/api/articles?locale=&status=all' })).toEqual({ method: 'GET', path: '/api/articles' });
  });
});
