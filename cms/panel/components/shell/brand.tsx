import { Flex, Typography } from '@strapi/design-system';
import icon from '../../assets/icon.svg';

/** The CMS's logo and name. */
export function Brand() {
  return (
    <Flex gap={3}>
      <img src={icon} alt="" width={28} height={28} />
      <Typography variant="omega" fontWeight="bold">Koa CMS</Typography>
    </Flex>
  );
}
