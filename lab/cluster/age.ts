const SECONDS_PER = { minute: 60, hour: 3600, day: 86_400, year: 365 * 86_400 };

/** A span of time as kubectl prints it: `5s`, `2m3s`, `3h`; the longer, the coarser (Kubernetes: `duration.HumanDuration`). */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  const { minute, hour, day, year } = SECONDS_PER;
  if (seconds < 2 * minute) return `${Math.max(0, seconds)}s`;
  if (seconds < 10 * minute) return twoUnits(seconds, minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return twoUnits(seconds, hour, 'h', minute, 'm');
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
  if (seconds < 8 * day) return twoUnits(seconds, day, 'd', hour, 'h');
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
  if (seconds < 8 * year) return twoUnits(seconds, year, 'y', day, 'd');
  return `${Math.floor(seconds / year)}y`;
}

function twoUnits(
  seconds: number,
  unit: number,
  letter: string,
  smallUnit: number,
  smallLetter: string,
): string {
  const rest = Math.floor((seconds % unit) / smallUnit);
  return `${Math.floor(seconds / unit)}${letter}${rest === 0 ? '' : `${rest}${smallLetter}`}`;
}
