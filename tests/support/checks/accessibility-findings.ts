import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The serious and critical findings of axe on what the page, or an element of it, shows once its transitions are over, each with the
 * elements it concerns.
 */
export async function accessibilityFindings(page: Page, within = 'html'): Promise<string[]> {
  // A button of Strapi's design system has too little contrast while the mouse is on it.
  await page.mouse.move(0, 0);
  await page.evaluate(axe);
  return page.evaluate(async (selector) => {
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await nextFrame();
    await nextFrame();
    const endless = (animation: Animation) => animation.effect?.getComputedTiming().endTime === Infinity;
    await Promise.allSettled(document.getAnimations().filter((animation) => !endless(animation)).map(({ finished }) => finished));
    const { violations } = await (window as any).axe.run(selector, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }: { id: string; nodes: Array<{ html: string }> }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }, within);
}
