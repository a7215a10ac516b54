import fc from 'fast-check';
import { parseQueryString } from '../../../../cms/content-api/read/parse-query-string';
import { ValidationError } from '../../../../cms/errors';

describe('parseQueryString', () => {
  it('reads brackets as objects and lists', () => {
    expect(parseQueryString('filters[title][$in][0]=a&filters[title][$in][1]=b&sort=title')).toEqual({
      filters: { title: { $in: ['a', 'b'] } }, sort: 'title',
    });
  });

  it('reads a name without a value as null and a repeated one as a list', () => {
    expect(parseQueryString('filters[body]&sort=a&sort=b')).toEqual({ filters: { body: null }, sort: ['a', 'b'] });
  });

  it('keeps names of Object.prototype as ordinary keys and reaches no prototype', () => {
    const query = parseQueryString('filters[constructor]=1');
    expect(Object.keys(query['filters'] as object)).toEqual(['constructor']);
    expect(Object.getPrototypeOf(query)).toBeNull();
  });

  it.each([
    '__proto__=1', '__proto__[polluted]=1', 'filters[__proto__]=1', 'filters[__proto__][title]=x', 'filters[title][__proto__]=x',
    'filters[$and][0][__proto__][title]=x', 'filters%5B__proto__%5D=1', 'filters[%5f_proto_%5f]=1', 'populate[__proto__]=1', 'sort[__proto__]=asc',
  ])('refuses %s, which would be left out', (text) => {
    expect(() => parseQueryString(text)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(/^Invalid key __proto__/) }));
    expect(({} as any).polluted).toBeUndefined();
  });

  it.each(['page=1', 'page[]=1', 'pageSize=1', 'constructor=1', 'toString', 'Filters[title]=x', 'filters.title=x', 'limit=1', '[x]=1'])(
    'refuses %s, which the content API does not know', (text) => {
      expect(() => parseQueryString(text)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(/^Invalid key /) }));
    });

  it.each(['filters[title]x=1', 'filters[title]]=1', 'filters[title]x[$ne]=1', 'filters[title][$eq]$ne=1', 'filters]=1', 'sort[title=asc', 'populate[category]articles=true'])(
    'refuses %s, of which a part would be left out', (text) => {
      expect(() => parseQueryString(text)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(/^Invalid key /) }));
    });

  it.each([
    ['record', 'sort=title'], ['record', 'pagination[page]=1'], ['write', 'filters[title]=x'], ['write', '_q=x'], ['write', 'sort=title'],
    ['write', 'pagination[page]=1'], ['delete', 'filters[title]=x'], ['delete', '_q=x'], ['delete', 'fields=title'], ['delete', 'populate=*'],
  ] as const)('refuses for a %s the parameter in %s, which would be ignored', (action, text) => {
    expect(() => parseQueryString(text, action)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(/^Invalid key /) }));
  });

  it.each(['filters', 'filters=', 'sort=', 'sort', 'fields=', 'populate=', 'pagination=', '_q=', '_q', 'status=', 'status=new', 'status[x]=draft', 'locale=fr'])(
    'refuses %s, which is empty or says nothing', (text) => {
      expect(() => parseQueryString(text)).toThrow(expect.objectContaining({ status: 400, message: expect.stringMatching(/^Invalid parameter /) }));
    });

  it('takes the status and the language that there are', () => {
    expect(parseQueryString('status=draft&locale=en')).toEqual({ status: 'draft', locale: 'en' });
    expect(parseQueryString('status=published&locale=*')).toEqual({ status: 'published', locale: '*' });
  });

  it.each([
    ['too many levels', `a${'[b]'.repeat(21)}=1`],
    ['too many parameters', 'a=1&'.repeat(501)],
    ['too many values in a list', 'a[]=1&'.repeat(101)],
    ['a list index that is too high', 'a[100000]=1'],
  ])('refuses %s', (_, text) => {
    expect(() => parseQueryString(text)).toThrow(ValidationError);
  });

  it('throws nothing but a ValidationError, whatever the text', () => {
    const piece = fc.constantFrom('a', '[', ']', '=', '&', '$eq', '%5B', '%', '__proto__', '0', '999', ',', '\u0000', '[]', 'filters', '😀');
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      try {
        parseQueryString(pieces.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(ValidationError);
      }
    }), { numRuns: 2000 });
  });
});
