"""Speed, measured side by side in one run and shown as ratios; nothing here is asserted."""
