/** The result if no instance fits. countRefusals() says why. */
export const NOWHERE = -1;
