"""An installed app for Viewflow to find its flow in."""
