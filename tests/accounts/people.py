"""What the people of these tests log in with."""

PASSWORD = "a long enough phrase"
