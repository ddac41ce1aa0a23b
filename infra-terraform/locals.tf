locals {
  # Names are <project>-<environment>-<what>; IAM and buckets, which know no regions, add the region.
  name = "${var.project}-${var.environment}"
  prod = var.environment == "prod"

  # By these the bill is told apart.
  tags = {
    Project     = var.project
    Environment = var.environment
    Owner       = var.owner
    Pipeline    = var.pipeline.name
    ManagedBy   = "terraform"
  }

  zones = {
    primary   = [for letter in var.zones.primary : "${var.region}${letter}"]
    secondary = [for letter in var.zones.secondary : "${var.secondary_region}${letter}"]
  }

  # Each mode of recovery contains the ones before it.
  copies  = var.dr_mode != "none"
  standby = contains(["pilot_light", "warm"], var.dr_mode)
  running = var.dr_mode == "warm"
}
