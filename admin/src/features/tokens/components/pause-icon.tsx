import { useTheme } from 'styled-components';

/** Two bars, in the style of `@strapi/icons`, which has no pause icon. */
export function PauseIcon({ fill, ...props }: { width?: string; height?: string; fill?: 'primary600' }) {
  const { colors } = useTheme();
  return (
    <svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 32 32" aria-hidden fill={fill ? colors[fill] : 'currentColor'} {...props}>
      <path d="M8 5h5a1 1 0 0 1 1 1v20a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm11 0h5a1 1 0 0 1 1 1v20a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z" />
    </svg>
  );
}
