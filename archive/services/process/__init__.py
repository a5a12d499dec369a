"""What happens to cases and licences besides the straight road: corrections, refusals, second persons, delivery."""
