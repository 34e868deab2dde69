import type { Diagnostic } from '../../engine/index.ts';
import type { WrittenRouter } from './scenario-text.ts';
import type { Setting } from './setting.ts';

/** The feature: its Background, a scenario for each router that has one, and a comment for each that has none. */
export function featureText(setting: Setting, routers: readonly WrittenRouter[]): string {
  const written = routers.filter(({ scenario }) => scenario !== undefined);
  const missing = routers.filter(({ scenario }) => scenario === undefined);
  const lines = [
    '# Written by `ingress-lab init` from what the proxy made of the manifests, and now yours: change what it should be.',
    '# `ingress-lab steps` lists the steps there are.',
    `Feature: The routes of ${setting.manifests.join(', ')}`,
    '',
    '  Background:',
    ...background(setting).map((line) => `    ${line}`),
    ...written.flatMap(({ router, scenario }) => [
      '',
      `  # ${titleOf(router)}${router.rule === '' ? '' : `: ${router.rule}`}`,
      `  Example: ${scenario?.name}`,
      ...(scenario?.steps ?? []).map((step) => `    ${step}`),
    ]),
    ...missing.flatMap(({ router, reason }) => [
      '',
      `  # ${titleOf(router)}: ${router.rule}`,
      `  # No scenario: ${reason}.`,
    ]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** A router and where it is written. */
export function titleOf({ title, position }: WrittenRouter['router']): string {
  return position === undefined ? title : `${title} (${position.file}:${position.line})`;
}

function background({ flags, secrets, images, manifests, errors }: Setting): string[] {
  const givens = [
    ...(flags.length > 0 ? [`the flag "${flags.join(' ')}"`] : []),
    ...images.map(({ image, by }) => `the image "${image}" is played by "${by}"`),
    ...secrets.map(
      ({ name, namespace, host }) =>
        `the secret "${name}" in namespace "${namespace}" with a server certificate for ${host}`,
    ),
    ...manifests.map((name) =>
      errors.length > 0 ? `the manifests "${name}" are applied` : `the manifests "${name}"`,
    ),
  ];
  return [
    ...(errors.length > 0
      ? [
          '# The manifests have errors. Without them, leave out "are applied": then a new one fails the scenarios.',
          ...errors.map((error) => `#   ${errorLine(error)}`),
        ]
      : []),
    ...givens.map((text, index) => `${index === 0 ? 'Given' : 'And'} ${text}`),
  ];
}

function errorLine({ position, code, message }: Diagnostic): string {
  const where = position === undefined ? '' : `${position.file}:${position.line}: `;
  return `${where}${code}: ${message}`;
}
