"""The map page: one Folium page for the application and for HTML files."""
