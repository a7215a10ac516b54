import { curlLine } from '../../../../../admin/src/features/tokens/rules/curl-line';

describe('curlLine', () => {
  it('calls the path with the key', () => {
    expect(curlLine('https://cms.example.com', '/api/articles', 'cms_content_key'))
      .toBe('curl -H "Authorization: Bearer cms_content_key" "https://cms.example.com/api/articles"');
  });

  it.each(['https://example.com/cms', 'https://example.com/cms/'])('keeps the path of the address %s', (address) => {
    expect(curlLine(address, '/api/articles', 'key')).toBe('curl -H "Authorization: Bearer key" "https://example.com/cms/api/articles"');
  });
});
