/** The result if no instance fits; countRefusals() returns the reasons. */
export const NOWHERE = -1;
