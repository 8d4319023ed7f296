// What is measured must not share its thread's memory and time with the garbage of others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
