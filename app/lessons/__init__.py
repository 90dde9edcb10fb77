"""The lessons: texts with experiments to run, and questions to guess at before they run."""
