/** The part of jStat that is used; the package brings no types. */
declare module 'jstat' {
  const jstat: {
    readonly jStat: {
      readonly studentt: {
        /** The quantile of Student's t distribution. */
        inv(probability: number, degreesOfFreedom: number): number;
      };
      mean(values: readonly number[]): number;
      /** `isSample`: divided by n - 1. */
      stdev(values: readonly number[], isSample: boolean): number;
    };
  };
  export default jstat;
}
