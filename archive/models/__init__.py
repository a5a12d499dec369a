"""What the archive keeps: persistent classes and nothing else."""
