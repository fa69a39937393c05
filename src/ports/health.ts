/** One part that the product needs: does it answer now? Rejects with the reason when it does not. */
export interface HealthCheck {
  readonly name: string
  check(): Promise<void>
}
