# Lines of docs/operations.md, Alarms.
resource "aws_cloudwatch_metric_alarm" "down" {
  alarm_name          = "${var.name}-lineage-down"
  alarm_description   = "No task of Marquez is healthy: lineage of the job is not kept meanwhile; see docs/operations.md, Alarms, lineage-down."
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HealthyHostCount"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 10
  datapoints_to_alarm = 5
  treat_missing_data  = "breaching"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions

  dimensions = {
    LoadBalancer = aws_lb.this.arn_suffix
    TargetGroup  = aws_lb_target_group.this["api"].arn_suffix
  }

  tags = { Name = "${var.name}-lineage-down" }
}
