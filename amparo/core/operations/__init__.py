"""What an operator does with the whole of it: back it up, restore it, find out what is wrong."""
