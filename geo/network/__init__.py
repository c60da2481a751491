"""The network: graph, snapping, routing, legs and corridors."""
