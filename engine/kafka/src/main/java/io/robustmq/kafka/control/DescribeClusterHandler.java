package io.robustmq.kafka.control;

import io.robustmq.kafka.topic.Nodes;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.Errors;

/** DescribeCluster: the brokers, which here are this node's cores. */
final class DescribeClusterHandler implements Handler {
    private static final byte BROKERS = 1;

    private final ClusterView cluster;

    DescribeClusterHandler(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        DescribeClusterRequestData asked = (DescribeClusterRequestData) request.data();
        DescribeClusterResponseData response = new DescribeClusterResponseData();
        if (asked.endpointType() != BROKERS) {
            response.setErrorCode(Errors.UNSUPPORTED_ENDPOINT_TYPE.code())
                    .setErrorMessage("there are no controllers of their own");
            reply.send(response);
            return;
        }
        Nodes nodes = request.client().nodes();
        response.setClusterId(cluster.clusterId())
                .setControllerId(cluster.controllerId(nodes))
                .setEndpointType(BROKERS);
        for (Nodes.Node node : nodes.byCore()) {
            response.brokers()
                    .add(
                            new DescribeClusterBroker()
                                    .setBrokerId(node.id())
                                    .setHost(node.host())
                                    .setPort(node.port()));
        }
        reply.send(response);
    }
}
