import { curlLine } from '../../../../../admin/src/features/tokens/rules/curl-line';

describe('curlLine', () => {
  it('calls the path with the key', () => {
    expect(curlLine('https://cms.example.com', '/api/articles', 'cms_content_key'))
      .toBe('curl -H "Authorization: Bearer cms_content_key" "https://cms.example.com/api/articles"');
  });
});
