using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A rule to break.</summary>
public enum Sabotage
{
    AcceptsStaleReports,
    GrantsTwice,
    ForgetsCompletions,
    MiscountsAttempts,
    HidesWork,
    StopsTheBest,
}

/// <summary>The grains with one of their rules broken, to see that the simulation finds it.</summary>
internal sealed class SabotagedClient(IClusterClient client, Sabotage sabotage) : IClusterClient
{
    private Assignment? lastGranted;

    private Sabotage Broken => sabotage;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey
    {
        var grain = client.GetGrain<TGrainInterface>(primaryKey);
        return grain switch
        {
            IExperimentGrain experiment => (TGrainInterface)(object)new Experiment(experiment, sabotage),
            ISweepGrain sweep when sabotage == Sabotage.StopsTheBest => (TGrainInterface)(object)new ContrarySweep(sweep),
            IDeviceGrain device => (TGrainInterface)(object)new Device(device, primaryKey, this),
            _ => grain,
        };
    }

    private sealed class Experiment(IExperimentGrain grain, Sabotage sabotage) : IExperimentGrain
    {
        public Task<Assignment> Begin(Lease lease) => grain.Begin(lease);

        public Task Report(long epoch, ExperimentReport report) => MaybeUnfencedAsync(() => grain.Report(epoch, report));

        public Task Complete(long epoch, ExperimentResult result) => sabotage == Sabotage.ForgetsCompletions
            ? grain.Report(epoch, new())
            : MaybeUnfencedAsync(() => grain.Complete(epoch, result));

        public Task Evaluate(long epoch, EvaluationRequest request) => MaybeUnfencedAsync(() => grain.Evaluate(epoch, request));

        public Task PartCompleted(int part, ExperimentResult result) => grain.PartCompleted(part, result);

        public Task PartFailed(int part, ExperimentFailure failure) => grain.PartFailed(part, failure);

        public Task Fail(long epoch, ExperimentFailure failure) => grain.Fail(epoch, failure);

        public Task Release(long epoch) => grain.Release(epoch);

        public Task Cancel() => grain.Cancel();

        public Task Restart(int maxAttempts, bool fromScratch) => grain.Restart(maxAttempts, fromScratch);

        public Task Delete() => grain.Delete();

        public Task<ExperimentSnapshot> Get() => grain.Get();

        public Task ReceiveReminder(string reminderName, TickStatus status) => grain.ReceiveReminder(reminderName, status);

        private async Task MaybeUnfencedAsync(Func<Task> report)
        {
            try
            {
                await report();
            }
            catch (StaleLeaseException) when (sabotage == Sabotage.AcceptsStaleReports)
            {
            }
        }
    }

    private sealed class ContrarySweep(ISweepGrain grain) : ISweepGrain
    {
        public Task<SweepLaunched> Launch(SweepLaunch request) => grain.Launch(request);

        public Task Cancel() => grain.Cancel();

        public Task Pause() => grain.Pause();

        public Task Resume() => grain.Resume();

        public Task Stop() => grain.Stop();

        public Task<int> Retry(bool fromScratch) => grain.Retry(fromScratch);

        public async Task<bool> Decide(RungReport report) => !await grain.Decide(report);

        public Task<AttemptRules> Rules() => grain.Rules();

        public Task Annotate(SweepAnnotation annotation) => grain.Annotate(annotation);

        public Task Settle() => grain.Settle();

        public Task<SweepSnapshot> Get() => grain.Get();

        public Task ReceiveReminder(string reminderName, TickStatus status) => grain.ReceiveReminder(reminderName, status);
    }

    private sealed class Device(IDeviceGrain grain, string id, SabotagedClient owner) : IDeviceGrain
    {
        public Task Register(DeviceDescription description) => grain.Register(description);

        public async Task<Assignment?> Claim(CancellationToken cancellation)
        {
            var granted = owner.lastGranted;
            if (owner.Broken == Sabotage.GrantsTwice && granted is not null && granted.Lease.Device != id)
            {
                owner.lastGranted = null;
                return granted;
            }

            var assignment = owner.Broken == Sabotage.HidesWork ? null : await grain.Claim(cancellation);
            owner.lastGranted = assignment;
            return owner.Broken == Sabotage.MiscountsAttempts && assignment is not null
                ? assignment with { Attempt = assignment.Attempt + 1 }
                : assignment;
        }

        public Task HandBack() => grain.HandBack();

        public Task Drain(bool drained) => grain.Drain(drained);

        public Task<DeviceSnapshot> Get() => grain.Get();
    }
}
