/** The zones of the cluster that the zones of an incident are, by letter. */
export type ZoneAssignment = Readonly<Record<string, string>>;

/** All ways in which the zones of an incident can be zones of the cluster. Two share one only where there are too few. */
export function assignmentsOf(letters: readonly string[], zones: readonly string[]): ZoneAssignment[] {
  const mayShare = zones.length < letters.length;
  return letters.reduce<ZoneAssignment[]>(
    (all, letter) =>
      all.flatMap((one) =>
        zones.filter((zone) => mayShare || !Object.values(one).includes(zone)).map((zone) => ({ ...one, [letter]: zone })),
      ),
    [{}],
  );
}
