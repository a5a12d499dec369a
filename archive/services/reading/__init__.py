"""Every read that pages, programs and commands show: rights checked, plain values out."""
