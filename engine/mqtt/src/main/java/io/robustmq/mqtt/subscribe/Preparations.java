package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.SharedGroup;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;

/**
 * Makes the other cores ready for a SUBSCRIBE before it is carried out: they all know of its
 * filters, the homes of its shared groups have the member, the homes of exclusive topics have
 * granted or refused the right. So it takes effect everywhere in one step, SUBACK is true when it
 * leaves, and the retained messages looked up in that step neither miss nor repeat a message.
 *
 * <pre>
 * SUBSCRIBE —prepare→ put back, parked —all ready→ comes again: carried out, SUBACK —end→
 *                                      —client gone→ end
 * </pre>
 */
@OwnedBy(Core.class)
public final class Preparations {
    private final Announcements announcements;
    private final Broadcasts broadcasts;
    private final Subscriptions subscriptions;
    private final RemoteGroups groups;
    private final ExclusiveHomes rights;

    /**
     * @param queueMax messages of a group that a member of another core may have unfinished
     */
    public Preparations(
            CoreLinks links,
            Shards shards,
            Confirmations confirmations,
            Broadcasts broadcasts,
            Announcements announcements,
            Subscriptions subscriptions,
            MqttCounters counters,
            GroupMail mail,
            int queueMax) {
        this.announcements = announcements;
        this.broadcasts = broadcasts;
        this.subscriptions = subscriptions;
        this.groups = new RemoteGroups(links, confirmations, shards, mail);
        this.rights = new ExclusiveHomes(links, shards);
        new GroupHomes(links, confirmations, broadcasts, subscriptions, counters, mail, queueMax)
                .listen();
        subscriptions.homes(groups, rights);
    }

    /**
     * @param wanted what is valid and allowed of a SUBSCRIBE
     */
    public Preparation prepare(MqttSession session, List<Preparation.Wanted> wanted) {
        Preparation preparation = new Preparation(wanted);
        for (Preparation.Wanted each : wanted) {
            switch (each.filter().kind()) {
                case PLAIN -> announcements.hold(each.filter().filter(), session.isDurable());
                case SHARED, QUEUE -> prepareGroup(preparation, session, each);
                case EXCLUSIVE -> prepareExclusive(preparation, session, each);
            }
        }
        if (!broadcasts.isTaken(broadcasts.told())) {
            preparation.await();
            broadcasts.whenTaken(broadcasts.told(), preparation::answered);
        }
        return preparation;
    }

    private void prepareGroup(
            Preparation preparation, MqttSession session, Preparation.Wanted wanted) {
        if (groups.isElsewhere(wanted.name())) {
            preparation.await();
            groups.join(
                    session,
                    wanted.name(),
                    wanted.options(),
                    wanted.identifier(),
                    preparation::answered);
        } else {
            announcements.hold(wanted.filter().filter(), SharedGroup.KEEPS);
        }
    }

    private void prepareExclusive(
            Preparation preparation, MqttSession session, Preparation.Wanted each) {
        String topic = each.filter().filter();
        announcements.hold(topic, session.isDurable());
        preparation.await();
        rights.ask(
                session,
                topic,
                question -> {
                    boolean wanted =
                            !preparation.isOver() || session.subscription(each.name()) != null;
                    if (question != ExclusiveHomes.REFUSED && wanted) {
                        subscriptions.grantExclusive(session, topic, question);
                    } else if (question != ExclusiveHomes.REFUSED) {
                        rights.release(session, topic, question);
                    }
                    preparation.answered();
                });
    }

    /** The SUBSCRIBE was carried out, or never will be. */
    public void end(MqttSession session, Preparation preparation) {
        preparation.over();
        for (Preparation.Wanted each : preparation.wanted()) {
            boolean has = session.subscription(each.name()) != null;
            String filter = each.filter().filter();
            switch (each.filter().kind()) {
                case PLAIN -> announcements.letGo(filter, session.isDurable());
                case SHARED, QUEUE -> {
                    if (!groups.isElsewhere(each.name())) {
                        announcements.letGo(filter, SharedGroup.KEEPS);
                    } else if (!has) {
                        groups.leave(session, each.name());
                    }
                }
                case EXCLUSIVE -> {
                    announcements.letGo(filter, session.isDurable());
                    if (!has) {
                        subscriptions.releaseExclusive(session, filter);
                    }
                }
            }
        }
    }
}
