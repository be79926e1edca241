import Gateway
import ServiceKit

await ServiceMain.run(GatewayApplication.self)
