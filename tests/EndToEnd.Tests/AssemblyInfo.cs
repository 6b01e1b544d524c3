// Trainers want both cores of a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
