"""Lists in the form of HubSpot's Lists API: filter branches read and written, what calls send and are answered."""
